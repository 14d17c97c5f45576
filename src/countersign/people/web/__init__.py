"""What pages of every room stand on: who is here, who may open a page, and how an act becomes an answer."""
