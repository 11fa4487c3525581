// SPDX-License-Identifier: MPL-2.0

package walk_test

import (
	"strings"
	"testing"

	"github.com/geobackup/terraform-provider-apsaradb/internal/service/walk"
)

func TestNotFound(t *testing.T) {
	t.Parallel()
	for id, isName := range map[string]bool{
		"pgm-bp1": false, "rm-bp1": false, "rds-mssql": false, "orders": true, "pgm": true,
	} {
		text := walk.NotFound("cn-hangzhou", id, "1234567890123456")
		if strings.Contains(text, "this may be the name") != isName ||
			!strings.Contains(text, "in region cn-hangzhou under account 1234567890123456.") {
			t.Errorf("%s: %s", id, text)
		}
	}
	if text := walk.NotFound("cn-hangzhou", "PGM-bp1", ""); !strings.HasSuffix(text, "Did you mean pgm-bp1?") {
		t.Error(text)
	}
	text := walk.NotFound("cn-hangzhou", "pgm-bp1", "")
	if !strings.HasSuffix(text, "under the account of the credentials.") {
		t.Error(text)
	}
}
