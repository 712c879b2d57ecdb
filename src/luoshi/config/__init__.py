"""Settings, environment, URLs, WSGI: the only package, with the command line, that knows every room."""
