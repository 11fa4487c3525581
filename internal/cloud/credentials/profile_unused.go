// SPDX-License-Identifier: MPL-2.0

package credentials

import (
	"fmt"
	"strings"
)

// unused says which fields of a profile have no effect, although they may change which host or role the CLI uses.
func (f *profileFile) unused(p profile) []string {
	of := fmt.Sprintf("of the profile %q", p.Name)
	var found []string
	if p.Endpoint != "" {
		found = append(found, "The field endpoint "+of+" is not used, because the CLI sends the calls of every product to "+
			"it. Set endpoints in the provider block if RDS is meant.")
	}
	if p.EndpointType != "" && !p.inVPC() && !strings.EqualFold(p.EndpointType, "public") {
		found = append(found, "The field endpoint_type "+of+" holds another value than vpc. The public endpoints are "+
			"called, as by the CLI. Correct it, or set endpoints in the provider block.")
	}
	return append(found, f.ambiguous(p)...)
}

// ambiguous says what a reader may take otherwise in a profile, and in those whose keys assume its role. None of them
// is missing, and they do not name each other in a ring: they were opened before.
func (f *profileFile) ambiguous(p profile) []string {
	of := fmt.Sprintf("of the profile %q", p.Name)
	var found []string
	if p.Mode == "" && p.RoleARN != "" && modeByFields(p) == modeStsToken {
		found = append(found, "The field mode "+of+" is empty. Its keys and its token are used as they are, as by the CLI, "+
			"and the role in ram_role_arn is not assumed. Set mode to RamRoleArn to assume it, or to StsToken otherwise.")
	}
	same := 0
	for _, other := range f.profiles {
		if other.Name == p.Name {
			same++
		}
	}
	if same > 1 {
		found = append(found, fmt.Sprintf("The file has %d profiles of the name %q. The first one is used, as by the CLI. "+
			"Rename or remove the others.", same, p.Name))
	}
	if source, err := f.find(p.SourceProfile); err == nil && p.Mode == modeChainableRAMRoleArn {
		found = append(found, f.ambiguous(source)...)
	}
	return found
}
