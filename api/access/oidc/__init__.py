"""Sign-in by a provider of the installation's choice (OpenID Connect): one provider, linked to accounts by people."""
