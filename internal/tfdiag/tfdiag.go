// SPDX-License-Identifier: MPL-2.0

package tfdiag

import "github.com/hashicorp/terraform-plugin-framework/diag"

// FromError returns one error diagnostic about a failed operation.
func FromError(operation, subject string, err error) diag.Diagnostics {
	return diag.Diagnostics{diag.NewErrorDiagnostic(operation, subject+": "+Sentence(err))}
}

// Sentence returns the error as one sentence.
func Sentence(err error) string { return err.Error() }
