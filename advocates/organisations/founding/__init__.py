"""How a network begins: one list of organisations and their first administrators, invited in waves.

The list can be written, and an organisation accepted by one person alone, only while fewer than three organisations
hold a mandate. Who stands on the list by then can still be invited and confirm.
"""
