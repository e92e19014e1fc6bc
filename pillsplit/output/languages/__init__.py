"""The languages of the person's sheet, with their catalogues."""
