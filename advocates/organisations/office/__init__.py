"""The office's larger work on the directory: files loaded with a look first, many entries at once, two made one."""
