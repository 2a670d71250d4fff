"""report.xlsx: what a run says, as a workbook that a finance officer opens, checks and takes apart."""
