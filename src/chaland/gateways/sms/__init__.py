"""Text messages leave by the gateway that `CHALAND_SMS_URL` names."""
