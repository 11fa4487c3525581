// SPDX-License-Identifier: MPL-2.0

package schema

// confirmed lists what "make live" has confirmed with a real account, with the day of the run. The page of everything
// else has the notice. After a run, add a row such as "resource_schemas apsaradb_...": "2027-01-31", and run "make
// docs".
var confirmed = map[string]string{}

// notice is the sentence on each page that no run with a real account has confirmed.
const notice = "**Not confirmed yet:** nobody has used this with a real account. It was tested on an emulator that " +
	"follows the documentation of the API."

// withNotice adds the notice to the descriptions of all types of a kind, such as "resource_schemas".
func withNotice(kind string, types object) object {
	for name, schema := range types {
		if _, isConfirmed := confirmed[kind+" "+name]; !isConfirmed {
			block, _ := schema.(object)["block"].(object)
			text, _ := block["description"].(string)
			block["description"] = text + "\n\n" + notice
		}
	}
	return types
}
