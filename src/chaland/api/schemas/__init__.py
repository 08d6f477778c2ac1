"""The shapes of what is sent and answered, as the OpenAPI file describes them."""
