// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os/exec"
	"strings"
	"time"

	"github.com/aliyun/credentials-go/credentials/providers"
)

const (
	externalTimeout = time.Minute
	externalGrace   = 5 * time.Second
	// refreshMargin is how long before expiry keys are fetched again, as in credentials-go.
	refreshMargin = 3 * time.Minute
)

// externalProvider runs the command of a profile of mode External. It stands in for credentials-go's, which prints command and
// answer to stdout when the answer is not JSON (Terraform logs a plugin's stdout), and writes the keys into the CLI's file.
type externalProvider struct {
	command string
	keys    *providers.Credentials
	expires time.Time // zero: ask again each time
}

// externalError is an error whose text is ours and holds no output of the command.
type externalError struct{ text string }

func (e *externalError) Error() string { return e.text }

func newExternalProvider(command string) *externalProvider {
	return &externalProvider{command: command}
}

// GetProviderName implements providers.CredentialsProvider.
func (*externalProvider) GetProviderName() string { return "external" }

// GetCredentials implements providers.CredentialsProvider.
func (p *externalProvider) GetCredentials() (*providers.Credentials, error) {
	return p.credentials(context.Background())
}

// credentials ends the command with the context. The command is split at spaces and gets this process's environment.
func (p *externalProvider) credentials(ctx context.Context) (*providers.Credentials, error) {
	if p.keys != nil && time.Until(p.expires) > refreshMargin {
		return p.keys, nil
	}
	ctx, cancel := context.WithTimeout(ctx, externalTimeout)
	defer cancel()
	words := strings.Fields(p.command)
	command := exec.CommandContext(ctx, words[0], words[1:]...) //nolint:gosec // running the user's own command is the mode's purpose
	command.WaitDelay = externalGrace                           // its children may hold the output open
	output, err := command.Output()
	if err != nil {
		return nil, &externalError{text: "run process_command: " + commandFailure(ctx, err)}
	}
	var answer struct {
		AccessKeyID     string `json:"access_key_id"`
		AccessKeySecret string `json:"access_key_secret"`
		SecurityToken   string `json:"sts_token"`
		Expiration      string `json:"expiration"`
	}
	if json.Unmarshal(output, &answer) != nil {
		return nil, &externalError{text: "run process_command: its output is not JSON"}
	}
	if answer.AccessKeyID == "" || answer.AccessKeySecret == "" {
		return nil, &externalError{text: "run process_command: its output lacks access_key_id or access_key_secret"}
	}
	p.keys = &providers.Credentials{
		AccessKeyId: answer.AccessKeyID, AccessKeySecret: answer.AccessKeySecret,
		SecurityToken: answer.SecurityToken, ProviderName: p.GetProviderName(),
	}
	p.expires, _ = time.Parse(time.RFC3339, answer.Expiration) // unreadable: zero, so asked again each time
	return p.keys, nil
}

func commandFailure(ctx context.Context, err error) string {
	if ctx.Err() != nil {
		return fmt.Sprintf("it did not end within %s", externalTimeout)
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
