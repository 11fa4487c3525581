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
)
