// SPDX-License-Identifier: MPL-2.0

package walk_test

import (
	"strings"
	"testing"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/rds"
	"github.com/geobackup/terraform-provider-apsaradb/internal/service/message"
	"github.com/geobackup/terraform-provider-apsaradb/internal/service/walk"
)

// What concerns the run is explained once, and the others name what it was explained about, under the same headline.
func TestFailure(t *testing.T) {
	t.Parallel()
	refused := func(code, action string) error {
		return &rds.Error{Action: action, Region: "cn-hangzhou", InstanceID: "pgm-a", Code: code, Status: 403, Host: "h"}
	}
	const getter, list = "DescribeInstanceCrossBackupPolicy", "DescribeDBInstances"
	unsettled := &rds.NotSettledError{Written: true, Err: refused("Forbidden.RAM", getter)}
	for name, tt := range map[string]struct {
		first, second error
		again         bool
	}{
		"a wrong secret":        {refused("SignatureDoesNotMatch", getter), refused("SignatureDoesNotMatch", list), true},
		"a dead host":           {refused("Client.HostNotFound", getter), refused("Client.HostNotFound", list), true},
		"a denied action":       {refused("Forbidden.RAM", getter), refused("Forbidden.RAM", getter), true},
		"another denied action": {refused("Forbidden.RAM", getter), refused("Forbidden.RAM", list), false},
		"another cause":         {refused("SignatureDoesNotMatch", getter), refused("Throttling", getter), false},
		"a busy instance": {
			refused("IncorrectDBInstanceState", getter), refused("IncorrectDBInstanceState", getter), false,
		},
		"a write that may be executed": {unsettled, unsettled, false},
	} {
		data := &walk.Data{Walk: walk.New(nil)}
		full := data.Failure("Cannot read", "instance pgm-a", tt.first)
		short := data.Failure("Cannot read", "instance pgm-b", tt.second)
		const want = "The same cause stopped instance pgm-b. The error about instance pgm-a explains it. ("
		if again := strings.HasPrefix(short[0].Detail(), want); again != tt.again || !short.HasError() {
			t.Errorf("%s: the second error says %s", name, short[0].Detail())
		}
		first, _ := message.Of(full[0])
		second, _ := message.Of(short[0])
		if tt.again && first.Code != second.Code || !strings.HasPrefix(full[0].Detail(), "Cannot read for instance pgm-a") {
			t.Errorf("%s: %v, then %v", name, full, short)
		}
	}
}
