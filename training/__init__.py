"""How the screening model is made from data. Not installed; see README.md."""
