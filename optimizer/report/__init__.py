"""Files that a run leaves: tables, manifest and, later, the workbook and the page."""
