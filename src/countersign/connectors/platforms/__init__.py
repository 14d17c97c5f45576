"""One module per platform; its name is the kind of the connector it defines."""
