"""The parts of revision 0001: nothing else uses them, and they change no more."""
