// SPDX-License-Identifier: MPL-2.0

package processes

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

// openFolder opens the folder of the user, or makes it. A folder that others can write to, or that
// another user made in advance, is refused: its files could be anybody's.
func openFolder(parent string, create bool) (*os.Root, error) {
	name := "terraform-provider-apsaradb"
	if user := os.Geteuid(); user >= 0 { // Windows has a temporary folder for each user, and no such number
		name += fmt.Sprintf("-%d", user)
	}
	path := filepath.Join(parent, name)
	if create {
		if err := os.Mkdir(path, 0o700); err != nil && !errors.Is(err, os.ErrExist) {
			return nil, fmt.Errorf("make a folder: %v", err) //nolint:errorlint // to try again is of no use without parent
		}
	}
	named, err := os.Lstat(path)
	if err != nil {
		return nil, err
	}
	if !named.IsDir() {
		return nil, fmt.Errorf("%s is no folder", path)
	}
	folder, err := os.OpenRoot(path)
	if err != nil {
		return nil, err
	}
	opened, err := folder.Stat(".")
	switch {
	case err != nil:
	case !os.SameFile(named, opened):
		err = fmt.Errorf("%s was replaced: %w", path, os.ErrNotExist) // perhaps by another run that ended
	case !isPrivate(opened):
		err = fmt.Errorf("%s belongs to another user, or others may use it", path)
	}
	if err != nil {
		return nil, errors.Join(err, folder.Close())
	}
	return folder, nil
}
