"""What can be told of handed-in material without a person. Pure: texts, pictures and rows in, sentences out."""
