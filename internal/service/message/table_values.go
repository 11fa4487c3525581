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

	UnknownReasonCode = define("UNKNOWN_REASON_CODE", "Unknown reason code",
		"ignore_checks holds a code that no check of this version has. It has no effect.",
		"Correct the code. The documentation of ignore_checks in the provider block lists them.")
)
