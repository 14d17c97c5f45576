"""Raw bytes and documents, content-addressed and salted; captures, gaps, exchanges with platforms."""
