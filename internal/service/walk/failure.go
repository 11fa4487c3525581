// SPDX-License-Identifier: MPL-2.0

package walk

import (
	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/geobackup/terraform-provider-apsaradb/internal/service/tfdiag"
)

// Failure explains an error of the API, as tfdiag.FromError does. A cause that concerns the whole run, such as a wrong
// secret, is explained once in a walk. After that, what has to fail for the same cause names only what was explained.
func (d *Data) Failure(operation, subject string, err error, options ...tfdiag.Option) diag.Diagnostics {
	if cause, ofRun := tfdiag.OfRun(err); ofRun {
		if before, told := d.Walk.explained(cause, subject); told {
			return tfdiag.Again(subject, before, err)
		}
	}
	return tfdiag.FromError(operation, subject, err, options...)
}

// explained reports about what a cause was explained first. Where it was not, it is now.
func (w *Walk) explained(cause, subject string) (before string, told bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if before, told = w.causes[cause]; !told {
		w.causes[cause] = subject
	}
	return before, told
}
