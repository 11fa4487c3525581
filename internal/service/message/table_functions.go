// SPDX-License-Identifier: MPL-2.0

package message

// Arguments of functions. Functions call no API, so that each of these is found in the configuration alone.
var (
	NumberOutOfRange = define("NUMBER_OUT_OF_RANGE", "Number is out of range",
		"The number is negative, or so large that another unit was meant, such as bytes instead of GB.",
		"Set a number in the unit that the name of the argument says.")

	TooManyArguments = define("TOO_MANY_ARGUMENTS", "Too many arguments of a function",
		"The last argument of the function is optional and stands once at most.",
		"Remove what stands behind it.")

	PriceNotKnown = define("PRICE_NOT_KNOWN", "No price is known for the two regions",
		"The provider has the published prices of traffic from the mainland of China and from Hong Kong only.",
		"Look the price up in the billing pages, and pass it as the last argument.")

	NotAReportInput = define("NOT_A_REPORT_INPUT", "Not data for a report",
		"The report needs the objects that the coverage and status data sources return. The value has another form, or a "+
			"value in it has another type.",
		"Pass the attribute instances of the coverage data source, and status data sources, as the page of the function "+
			"shows.")

	DuplicateReportInput = define("DUPLICATE_REPORT_INPUT", "An instance is in the report twice",
		"Two objects are about the same instance, for example because two data sources read the same region. Counts and "+
			"costs would be wrong.",
		"Pass each instance once, for example with distinct(), and at most one status of each.")
)
