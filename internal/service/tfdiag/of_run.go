// SPDX-License-Identifier: MPL-2.0

package tfdiag

import (
	"errors"
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/apicode"
	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/rds"
)

// OfRun reports whether the cause of an error concerns a whole run, such as a wrong secret. The cause tells one such
// error from another. A write that may have been executed is about its instance alone.
func OfRun(err error) (cause string, ofRun bool) {
	var unsettled *rds.NotSettledError
	if err == nil || errors.As(err, &unsettled) && unsettled.Written {
		return "", false
	}
	m, values := headline(err)
	return m.Code + " " + strings.Join(values, " "), apicode.Kind(m.Code).OfRun()
}

// Again is FromError for a cause that was explained before: as short as an error can be. before is the subject of the
// error that explains it.
func Again(subject, before string, err error) diag.Diagnostics {
	m, values := headline(err)
	return diag.Diagnostics{m.Error(path.Empty(), fmt.Sprintf(
		"The same cause stopped %s. The error about %s explains it.", subject, before), values...)}
}
