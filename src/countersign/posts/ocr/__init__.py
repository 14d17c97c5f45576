"""Words inside pictures: read by a program of the machine where it is installed, kept once for each picture.

What was read is advice and raises questions; a program that reads pictures errs, so it never refuses anything.
"""
