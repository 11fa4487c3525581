// SPDX-License-Identifier: MPL-2.0

package schema

import "github.com/geobackup/terraform-provider-apsaradb/internal/provider"

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
