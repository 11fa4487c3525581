// SPDX-License-Identifier: MPL-2.0

package live

import (
	"errors"
	"strings"
)

// The variables that the user sets. Credentials and endpoints come from the provider's own variables.
const (
	regionVariable       = "APSARADB_LIVE_REGION"
	instanceVariable     = "APSARADB_LIVE_INSTANCE_ID"
	destinationsVariable = "APSARADB_LIVE_DESTINATIONS"
	consentVariable      = "APSARADB_LIVE_CONSENT"
)

// settings are what the user asks for.
type settings struct {
	region, instanceID, consent string
	destinations                []string
}

// readSettings reads the environment.
func readSettings(lookup func(string) string) (settings, error) {
	s := settings{
		region: lookup(regionVariable), instanceID: lookup(instanceVariable), consent: lookup(consentVariable),
		destinations: words(lookup(destinationsVariable)),
	}
	var missing []string
	for _, needed := range []struct{ name, value string }{{regionVariable, s.region}, {instanceVariable, s.instanceID}} {
		if needed.value == "" {
			missing = append(missing, needed.name)
		}
	}
	if len(missing) > 0 {
		return s, errors.New(strings.Join(missing, " and ") + " must be set.\n\n" + usage)
	}
	if len(s.destinations) > 2 {
		return s, errors.New(destinationsVariable + " names more than two regions: " + strings.Join(s.destinations, ", "))
	}
	return s, nil
}

// words splits a list with commas or blanks between.
func words(list string) []string {
	return strings.FieldsFunc(list, func(r rune) bool { return r == ',' || r == ' ' })
}

const usage = `Set
  ` + regionVariable + `        the region of an RDS instance that you can do without for an hour, such as cn-hangzhou
  ` + instanceVariable + `   its id; its cross-region backup has to be off
  ` + destinationsVariable + `  two destination regions, such as cn-shanghai,cn-beijing (optional)
and credentials the way the provider takes them: ALIBABA_CLOUD_ACCESS_KEY_ID and
ALIBABA_CLOUD_ACCESS_KEY_SECRET, or a profile of the Alibaba Cloud CLI. Nothing is
changed before ` + consentVariable + ` holds the phrase that this program prints.`
