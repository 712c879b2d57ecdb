"""落实: carries a government plan from the document to proven work."""
