"""Settings, URLs, base templates, static files, locale, engine start-up, wiring. Nothing about the domain."""
