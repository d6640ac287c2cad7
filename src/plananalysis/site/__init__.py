"""The site: plain pages that open from disk, without a network, a server or JavaScript.

Pages of plans are made from the database by templates that escape whatever they print; notebooks
and documents are made from Markdown. DataTables, which `itables` brings along, makes tables
searchable. The same input gives the same bytes: no page carries the day on which it was made.
"""

from plananalysis.site.assembly import SiteError, make_site, replace_site

__all__ = ["SiteError", "make_site", "replace_site"]
