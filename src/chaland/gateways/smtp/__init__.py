"""Mails leave by SMTP, after `EMAIL_URL` of the settings."""
