namespace DigitsSample;

/// <summary>The user gave something that doesn't work; the message says what, in one line.</summary>
internal sealed class InputException(string message) : Exception(message);
