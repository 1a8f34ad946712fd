"""How the engine says no, in the words of the person who runs the machine."""

from typing import ClassVar


class EngineRefusal(Exception):
    """The embedded engine will not do what was asked; ``sentence`` says why and what helps.

    ``facts`` fill the places in the sentences and are kept for ``--json`` answers.
    """

    code: ClassVar[str] = "engine_refused"
    zh: ClassVar[str] = "嵌入式数据库拒绝了这一操作。"
    en: ClassVar[str] = "The embedded database refused this."

    def __init__(self, **facts: object) -> None:
        self.facts = {name: str(value) for name, value in facts.items()}
        super().__init__(self.sentence("en"))

    def sentence(self, language: str) -> str:
        """The whole sentence in ``zh`` (also ``zh-CN``) or ``en``; anything else reads Chinese."""
        wording = self.en if language.lower().startswith("en") else self.zh
        return wording.format(**self.facts)


class EngineBinariesMissing(EngineRefusal):
    """No PostgreSQL new enough is on this machine."""

    code = "engine_binaries_missing"
    zh = (
        "本机没有可用的 PostgreSQL {least} 或更新版本(已查找：{looked})。"
        "请运行 {command}，或用 BIHUAN_PG_BIN 指出其 bin 目录，或用 BIHUAN_DATABASE_URL 连接已有的数据库。"
    )
    en = (
        "No PostgreSQL {least} or newer was found on this machine (looked at: {looked}). "
        "Run {command}, or name its bin folder in BIHUAN_PG_BIN, "
        "or use an existing server through BIHUAN_DATABASE_URL."
    )


class EngineBinariesUnfit(EngineRefusal):
    """The folder named in the settings holds no PostgreSQL that can serve."""

    code = "engine_binaries_unfit"
    zh = "BIHUAN_PG_BIN 指向的 {folder} 不能使用：{found}；需要 PostgreSQL {least} 或更新版本的 bin 目录。"
    en = (
        "BIHUAN_PG_BIN names {folder}, which cannot be used: {found}; "
        "it must be the bin folder of PostgreSQL {least} or newer."
    )


class EngineBinariesUnreachable(EngineRefusal):
    """The unprivileged account can run neither the binaries nor a copy of them."""

    code = "engine_binaries_unreachable"
    zh = "系统账户 {account} 无法运行 {folder} 中的 PostgreSQL，复制后也不行：{reason}。请改用 {command}。"
    en = (
        "The system account {account} cannot run the PostgreSQL in {folder}, nor a copy of it: {reason}. "
        "Use {command} instead."
    )


class EngineAccountMissing(EngineRefusal):
    """PostgreSQL never runs as root, and there is nobody else to run it as."""

    code = "engine_account_missing"
    zh = (
        "当前用户编号 {uid} 在本机没有账户名，或本机没有 postgres、nobody 账户，PostgreSQL 无法启动。请用普通用户运行。"
    )
    en = (
        "User number {uid} has no account on this machine, or neither postgres nor nobody exists here, "
        "so PostgreSQL cannot run. Run as an ordinary user."
    )


class EngineFolderUnusable(EngineRefusal):
    """A folder the engine needs cannot be made, entered or trusted."""

    code = "engine_folder_unusable"
    zh = "目录 {folder} 不能使用：{reason}。请检查其所有者、权限和磁盘空间，或用 BIHUAN_HOME 换一个目录。"
    en = (
        "The folder {folder} cannot be used: {reason}. "
        "Check its owner, permissions and free space, or choose another with BIHUAN_HOME."
    )


class EngineBelongsToRoot(EngineRefusal):
    """The home was set up by root; an ordinary user cannot reach its cluster."""

    code = "engine_belongs_to_root"
    zh = "{home} 由 root 建立，其数据库在 {place}，普通用户无法打开。请以 root 运行，或用 BIHUAN_HOME 换一个目录。"
    en = (
        "{home} was set up by root and its database is in {place}, out of an ordinary user's reach. "
        "Run as root, or choose another folder with BIHUAN_HOME."
    )


class EngineClusterMissing(EngineRefusal):
    """There was a cluster and it is gone; an empty one in its place would hide the loss."""

    code = "engine_cluster_missing"
    zh = "{home} 的数据库应在 {place}，但那里没有。请从备份恢复；若确实要从空库开始，请先移走 {reminder}。"
    en = (
        "The database of {home} should be in {place}, and it is not there. Restore it from a backup; "
        "to begin with an empty one on purpose, move {reminder} away first."
    )


class EngineClusterOfOtherVersion(EngineRefusal):
    """The cluster was made by another major version of PostgreSQL."""

    code = "engine_cluster_of_other_version"
    zh = (
        "{cluster} 是 PostgreSQL {found} 的数据库，PostgreSQL {binaries} 不能直接打开。"
        "可用 BIHUAN_PG_BIN 指出 PostgreSQL {found} 的 bin 目录，照旧使用；"
        "要升级，请先备份，停止所有使用它的进程，再运行 bihuan db upgrade --from <PostgreSQL {found} 的 bin 目录>。"
    )
    en = (
        "{cluster} was made by PostgreSQL {found} and cannot be opened by PostgreSQL {binaries}. "
        "To go on as before, name the bin folder of a PostgreSQL {found} in BIHUAN_PG_BIN. To upgrade, make a "
        "backup, stop whatever uses it, and run bihuan db upgrade --from <bin folder of PostgreSQL {found}>."
    )


class EngineUpgradeFailed(EngineRefusal):
    """pg_upgrade did not finish; the old cluster is where it was."""

    code = "engine_upgrade_failed"
    zh = "{cluster} 没有升级，仍保持原样。pg_upgrade 的说明：{said}"
    en = "{cluster} was not upgraded and is as it was. pg_upgrade said: {said}"


class EngineInitFailed(EngineRefusal):
    """initdb did not finish; nothing of it is left."""

    code = "engine_init_failed"
    zh = "无法在 {folder} 建立数据库。PostgreSQL 的说明：{said}"
    en = "The database could not be made in {folder}. PostgreSQL said: {said}"


class EngineDidNotStart(EngineRefusal):
    """The server ended before it answered; its log says why."""

    code = "engine_did_not_start"
    zh = "数据库没有启动。日志 {log} 的末尾：{said}"
    en = "The database did not start. The end of its log {log}: {said}"


class EngineNotAnswering(EngineRefusal):
    """A server for this cluster lives, but gives no connection."""

    code = "engine_not_answering"
    zh = "数据库进程 {pid} 在运行，但 {seconds} 秒内没有应答。请查看日志 {log}；不会另外再启动一个。"
    en = (
        "Process {pid} is serving this database but gave no answer in {seconds} seconds. "
        "See its log {log}; a second one will not be started."
    )


class EngineBusy(EngineRefusal):
    """Another process has been starting or stopping the engine for too long."""

    code = "engine_busy"
    zh = "另一个进程正在启动或停止数据库，等待 {seconds} 秒后仍未完成(锁文件 {lock})。"
    en = (
        "Another process is starting or stopping the database and was not done after {seconds} seconds "
        "(lock file {lock})."
    )


class EngineStillInUse(EngineRefusal):
    """What was asked needs the cluster for itself."""

    code = "engine_still_in_use"
    zh = "{home} 的数据库 {place} 仍在使用，或没有正常停止。请先停止使用它的进程，再试一次。"
    en = (
        "The database of {home} in {place} is still in use, or was not stopped properly. "
        "Stop the processes that use it and try again."
    )
