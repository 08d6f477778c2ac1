"""The JSON interface of tills, web shops and partners, under /api/v1, described by its OpenAPI file.

Main words: Caller (who asks), problem (a refusal as an RFC 9457 document).
Reads, makes one call, answers; no rule lives here. Stands on the use cases and the sentences.
"""
