"""Units, employees, offices, appointments, delegations, authorizations; sign-in; roster."""
