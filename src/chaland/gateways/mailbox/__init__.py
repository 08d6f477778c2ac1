"""The mailbox that mails come back to, after `CHALAND_BOUNCES_URL`."""
