// SPDX-License-Identifier: MPL-2.0

package credentials

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os/exec"
	"strings"
	"time"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/rds"
)

const (
	externalTimeout = time.Minute
	externalGrace   = 5 * time.Second
)

// externalStep never names the command, which may hold a password.
const externalStep = "run process_command"

// external is the source of a profile of mode External. It stands in for credentials-go's, which prints command and answer to
// stdout when the answer is not JSON (Terraform logs a plugin's stdout), and writes the keys into the CLI's file.
func (o *opener) external(l label, command string) rds.CredentialsSource {
	source := o.refreshing(l, func(ctx context.Context, _ bool) (rds.TemporaryCredentials, error) {
		keys, err := runExternal(ctx, command)
		if err != nil {
			return rds.TemporaryCredentials{}, failedStep(externalStep, err)
		}
		return keys, nil
	})
	source.patience = externalTimeout // a command killed early would never get done, however long the old keys work
	return source
}

// runExternal ends the command with the context. The command is split at spaces and gets this process's environment.
func runExternal(ctx context.Context, line string) (rds.TemporaryCredentials, error) {
	ctx, cancel := context.WithTimeout(ctx, externalTimeout)
	defer cancel()
	began := time.Now()
	words := strings.Fields(line)
	command := exec.CommandContext(ctx, words[0], words[1:]...) //nolint:gosec // running the user's own command is the mode's purpose
	command.WaitDelay = externalGrace                           // its children may hold the output open
	output, err := command.Output()
	if err != nil {
		return rds.TemporaryCredentials{}, errors.New(commandFailure(ctx, began, err))
	}
	var answer struct {
		AccessKeyID     string `json:"access_key_id"`
		AccessKeySecret string `json:"access_key_secret"`
		SecurityToken   string `json:"sts_token"`
		Expiration      string `json:"expiration"`
	}
	if json.Unmarshal(output, &answer) != nil {
		return rds.TemporaryCredentials{}, errors.New("its output is not JSON")
	}
	if answer.AccessKeyID == "" || answer.AccessKeySecret == "" {
		return rds.TemporaryCredentials{}, errors.New("its output lacks access_key_id or access_key_secret")
	}
	return rds.TemporaryCredentials{
		Credentials: rds.Credentials{AccessKeyID: answer.AccessKeyID, AccessKeySecret: answer.AccessKeySecret, SecurityToken: answer.SecurityToken},
		Expires:     endOf(answer.Expiration),
	}, nil
}

func commandFailure(ctx context.Context, began time.Time, err error) string {
	if bound, bounded := ctx.Deadline(); bounded && errors.Is(ctx.Err(), context.DeadlineExceeded) {
		return fmt.Sprintf("it did not end within %s", bound.Sub(began).Round(time.Millisecond))
	}
	if ctx.Err() != nil {
		return "it was canceled"
	}
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		return fmt.Sprintf("it ended with %s; its output is not shown, because it may hold credentials", exit.ProcessState)
	}
	var start *exec.Error
	if errors.As(err, &start) {
		return "it cannot be started: " + start.Err.Error()
	}
	var file *fs.PathError
	if errors.As(err, &file) {
		return "it cannot be started: " + file.Err.Error()
	}
	return "it failed"
}
