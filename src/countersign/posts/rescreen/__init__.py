"""Reading everything again with a chosen screen, and what two such readings say differently."""
