// SPDX-License-Identifier: MPL-2.0

package schema

import "github.com/geobackup/terraform-provider-apsaradb/internal/provider"

// confirmed lists what "make live" has confirmed with a real account, with the day of the run. The page of everything
// else has the notice. After a run, add a row such as "resource_schemas apsaradb_...": "2027-01-31", and run "make
// docs".
var confirmed = map[string]string{}

// notice is the sentence on each page that no run with a real account has confirmed.
const notice = "**Not confirmed yet:** nobody has used this with a real account. It was tested on an emulator that " +
	"follows the documentation of the API."

// environmentMark divides the description of the provider from the table of environment variables. The template of the
// index page splits the description there, because templates have no other way to get a generated part.
const environmentMark = "<!-- environment variables -->"

// withEnvironment appends the table of environment variables to the description of the provider.
func withEnvironment(schemas object) object {
	schema, _ := schemas["provider"].(object)
	block, _ := schema["block"].(object)
	text, _ := block["description"].(string)
	block["description"] = text + "\n\n" + environmentMark + "\n\n" + provider.EnvironmentTable()
	return schemas
}

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
