"""`make eval`: how well the machine reads, beside other readers, in one run and one table."""
