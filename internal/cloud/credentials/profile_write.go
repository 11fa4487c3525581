// SPDX-License-Identifier: MPL-2.0

package credentials

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"strings"
)

// updateProfile writes fields of one profile to its file, and keeps every field that it does not know.
func updateProfile(file, name string, fields map[string]any) error {
	content, err := os.ReadFile(file) //nolint:gosec // the user chooses the file
	if err != nil {
		return fmt.Errorf("read profiles: %w", err)
	}
	decoder := json.NewDecoder(bytes.NewReader(contentOf(content)))
	decoder.UseNumber()
	var written map[string]any
	if err := decoder.Decode(&written); err != nil {
		return errors.New("the file of profiles is not JSON any more")
	}
	if !mergeProfile(written, name, fields) {
		return fmt.Errorf("the profile %q is not in the file any more", name)
	}
	updated, err := json.MarshalIndent(written, "", "\t")
	if err != nil {
		return fmt.Errorf("encode profiles: %w", err)
	}
	if err := replaceFile(linkTarget(file), append(updated, '\n'), os.Rename); err != nil {
		return fmt.Errorf("write profiles: %w", err)
	}
	return nil
}

// mergeProfile sets fields of a profile and reports whether the profile is there. As in reading, the case of names
// does not matter.
func mergeProfile(file map[string]any, name string, fields map[string]any) (found bool) {
	entries, _ := member(file, "profiles").([]any)
	for _, entry := range entries {
		if p, ok := entry.(map[string]any); ok && member(p, "name") == name {
			maps.Copy(p, fields)
			found = true
		}
	}
	return found
}

func member(object map[string]any, name string) any {
	for key, value := range object {
		if strings.EqualFold(key, name) {
			return value
		}
	}
	return nil
}

// linkTarget returns the file that a symbolic link leads to, so that a linked dotfile stays a link.
func linkTarget(name string) string {
	if target, err := filepath.EvalSymlinks(name); err == nil {
		return target
	}
	return name
}

// replaceFile replaces a file in one step, so that no reader and no crash finds half of it. A file that cannot be
// replaced, because a container mounts it, is overwritten.
func replaceFile(name string, content []byte, rename func(from, to string) error) error {
	temporary, err := os.CreateTemp(filepath.Dir(name), filepath.Base(name)+".*") // readable by the owner alone
	if err != nil {
		return overwrite(name, content)
	}
	err = errors.Join(keepOwner(temporary, name), writeAndSync(temporary, content))
	if err == nil {
		err = rename(temporary.Name(), name)
	}
	if err == nil {
		return nil
	}
	return errors.Join(overwrite(name, content), os.Remove(temporary.Name()))
}

func overwrite(name string, content []byte) error {
	file, err := os.OpenFile(name, os.O_WRONLY|os.O_TRUNC, 0) //nolint:gosec // the user chooses the file
	if err != nil {
		return err
	}
	return writeAndSync(file, content)
}

func writeAndSync(file *os.File, content []byte) error {
	_, err := file.Write(content)
	if err == nil {
		err = file.Sync()
	}
	return errors.Join(err, file.Close())
}
