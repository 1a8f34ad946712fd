"""What comes into a bundle for readers: the page that checks it, and the paper. The manifest binds them."""

from api.bundles.dossier import dossier_file
from api.bundles.extras import Making
from api.bundles.verify_page import NAME, verify_page


def extra_files(making: Making) -> dict[str, bytes]:
    """Named files for reading, in the order in which they come. The page is the same in all bundles of a version."""
    return {NAME: verify_page(), **dossier_file(making)}
