// SPDX-License-Identifier: MPL-2.0

package message

// Values of the configuration that no call is needed to refuse.
var (
	NotAnInstanceID = define("NOT_AN_INSTANCE_ID", "Not an instance id",
		"The value cannot be the id of an instance. It may be its name or its address.",
		"Set the id, such as \"pgm-bp1234567890\". The console shows it beside the name.")

	InvalidValue = define("INVALID_VALUE", "Invalid value of {argument}",
		"The argument takes one of a few words, and the value is none of them.",
		"Set one of the words that the error lists.")

	EmptyValue = define("EMPTY_VALUE", "Empty value of {argument}",
		"The value is an empty text, or a list without values.",
		"Set a value, or leave the argument out.")

	NullElement = define("NULL_ELEMENT", "Null in {argument}",
		"One of the values in the list is null. Terraform makes one of an attribute that a block leaves out.",
		"Remove it: compact() removes every null from a list.")

	InvalidNumber = define("INVALID_NUMBER", "Invalid number in {argument}",
		"The number is too small or too large, or it has a fraction.",
		"Set a whole number within the bounds that the error names.")

	MalformedValue = define("MALFORMED_VALUE", "Malformed value of {argument}",
		"The value does not have the form that the argument needs.",
		"Write it as the error shows. It also names what the value comes from: the block or an environment variable.")

	InvalidLength = define("INVALID_LENGTH", "Wrong length of {argument}",
		"The text has fewer or more characters than the API takes.",
		"Set a text of the length that the error names.")

	TooMany = define("TOO_MANY", "Too many of {argument}",
		"A block is repeated more often than it may be, or a map has more entries than one call can carry.",
		"Remove what is too much.")

	InvalidDuration = define("INVALID_DURATION", "Invalid length of time in {argument}",
		"The text is not a number with a unit, or the time is over before it begins.",
		"Write a number with s, m or h, such as \"30m\" or \"1h30m\".")

	UnknownReasonCode = define("UNKNOWN_REASON_CODE", "Unknown reason code",
		"ignore_checks holds a code that no check of this version has. It has no effect.",
		"Correct the code. The documentation of ignore_checks in the provider block lists them.")
)
