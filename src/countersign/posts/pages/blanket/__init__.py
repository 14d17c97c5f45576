"""The pages of templates and of what fills them, by what somebody comes for."""
