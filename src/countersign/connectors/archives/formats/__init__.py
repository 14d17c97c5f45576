"""One module for each kind of archive; `reading` says what each offers."""
