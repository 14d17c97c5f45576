"""What needs me, notices, the ledger's pages, where every clause stands."""
