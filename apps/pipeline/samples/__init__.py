"""A small web site of fictitious vendors, whose documents change with the date the site is set to."""
