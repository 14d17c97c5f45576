"""What people said of what screening found, and of what it did not see: examples for whoever trains it anew."""
