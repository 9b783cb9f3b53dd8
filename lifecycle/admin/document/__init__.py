"""Pages of the documents written for accounts, and of the library they are written from."""

from lifecycle.admin.document import page, template, version

__all__ = ["page", "template", "version"]
