// SPDX-License-Identifier: MPL-2.0

//go:build !unix

package processes

import "os"

// isPrivate is true where the temporary folder is one of the user alone.
func isPrivate(os.FileInfo) bool { return true }
