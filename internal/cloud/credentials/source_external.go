// SPDX-License-Identifier: MPL-2.0

package credentials

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os/exec"
	"runtime"
	"strings"
	"time"
	"unicode"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/rds"
)

const (
	externalTimeout = time.Minute
	// externalGrace is how long the output may stay open after the command has ended.
	externalGrace = 5 * time.Second
)

// external is the source of a profile of mode External. The one of credentials-go is not used: it prints command and
// answer to stdout when the answer is not JSON (Terraform logs a plugin's stdout), and writes the keys into the CLI's
// file.
func (b *profileBuilder) external(l label, p profile) (rds.CredentialsSource, error) {
	if variable := b.options.Switches.ExternalDisabled; variable != "" {
		return nil, switchedOff(variable)
	}
	words, err := splitCommand(p.ProcessCommand, runtime.GOOS == "windows")
	if err != nil {
		return nil, err
	}
	return b.refreshing(l, func(ctx context.Context, _ rds.Credentials) (rds.TemporaryCredentials, error) {
		answer, err := askCommand(ctx, words, p)
		if err != nil {
			// not the command, which may hold a password
			return rds.TemporaryCredentials{}, failedStep("run process_command", err)
		}
		if answer.Mode != modeStsToken {
			return b.answered(ctx, l, answer.profile)
		}
		return rds.TemporaryCredentials{Credentials: answer.keys(), Expires: endOf(answer.Expiration)}, nil
	}), nil
}

// answered returns the keys of a profile that a command answered.
func (b *profileBuilder) answered(ctx context.Context, l label, p profile) (rds.TemporaryCredentials, error) {
	source, err := (&profileBuilder{opener: b.opener, file: b.file}).build(l, p)
	if err != nil {
		return rds.TemporaryCredentials{}, failedStep("use the profile that process_command answered", err)
	}
	keys, err := source.Credentials(ctx)
	return rds.TemporaryCredentials{Credentials: keys}, err
}

// commandAnswer is a profile, or keys alone, which have an end of their own.
type commandAnswer struct {
	profile
	Expiration string `json:"expiration"`
}

// askCommand runs the command of a profile. As in the CLI, the answer replaces fields of that profile, its mode
// included.
func askCommand(ctx context.Context, words []string, p profile) (answer commandAnswer, err error) {
	output, err := runCommand(ctx, words, externalGrace)
	if err != nil {
		return answer, err
	}
	answer.profile = p
	answer.Mode, answer.AccessKeyID, answer.AccessKeySecret, answer.SecurityToken = modeStsToken, "", "", ""
	if json.Unmarshal(output, &answer) != nil {
		return answer, errors.New("its output is not JSON")
	}
	switch answer.Mode = modeOf(answer.Mode); answer.Mode {
	case modeAK, modeStsToken, modeExternal: // AK: without a token; External: an answer that repeats the profile
		answer.Mode = modeStsToken
		if answer.AccessKeyID == "" || answer.AccessKeySecret == "" {
			return answer, errors.New("its output lacks access_key_id or access_key_secret")
		}
	case modeRAMRoleArn, modeRAMRoleArnWithEcs, modeEcsRAMRole, modeOIDC, modeCredentialsURI, modeCloudSSO:
	default:
		return answer, errors.New("its output is a profile of a mode that a command cannot answer")
	}
	return answer, nil
}

// runCommand runs a command with this process's environment, and ends it with the context.
func runCommand(ctx context.Context, words []string, grace time.Duration) ([]byte, error) {
	ctx, cancel := context.WithTimeout(ctx, externalTimeout)
	defer cancel()
	command := exec.CommandContext(ctx, words[0], words[1:]...) //nolint:gosec // the user's own command
	command.WaitDelay = grace
	output, err := command.Output()
	if err == nil || errors.Is(err, exec.ErrWaitDelay) { // a helper that the command left behind kept the output open
		return output, nil
	}
	return nil, errors.New(commandFailure(ctx, err))
}

func commandFailure(ctx context.Context, err error) string {
	var exit *exec.ExitError
	var start *exec.Error
	var file *fs.PathError
	switch {
	case errors.Is(ctx.Err(), context.DeadlineExceeded):
		return fmt.Sprintf("it did not end within %s", externalTimeout)
	case ctx.Err() != nil:
		return "it was canceled"
	case errors.As(err, &exit):
		return fmt.Sprintf("it ended with %s; its output is not shown, because it may hold credentials", exit.ProcessState)
	case errors.As(err, &start):
		return "it cannot be started: " + start.Err.Error()
	case errors.As(err, &file):
		return "it cannot be started: " + file.Err.Error()
	}
	return "it failed"
}

// splitCommand splits a command line as the CLI does: at spaces outside of quotes. A backslash is part of a path
// where the line holds no quote, and on Windows.
func splitCommand(line string, windows bool) ([]string, error) {
	if !strings.ContainsAny(line, `"'`) {
		return strings.Fields(line), nil
	}
	var words []string
	var word strings.Builder
	var open rune // the quote that is open
	begun := false
	letters := []rune(line)
	for i := 0; i < len(letters); i++ {
		letter := letters[i]
		switch {
		case letter == '\\' && i+1 < len(letters) && escapes(letters[i+1], open, windows):
			i++
			word.WriteRune(letters[i])
			begun = true
		case letter == open:
			open = 0
		case open == 0 && (letter == '"' || letter == '\''):
			open, begun = letter, true
		case open == 0 && unicode.IsSpace(letter):
			if begun {
				words = append(words, word.String())
				word.Reset()
			}
			begun = false
		default:
			word.WriteRune(letter)
			begun = true
		}
	}
	if begun {
		words = append(words, word.String())
	}
	switch {
	case open != 0:
		return nil, errors.New("a quote in its field process_command is not closed")
	case words[0] == "":
		return nil, errors.New("its field process_command names no command")
	}
	return words, nil
}

// escapes reports whether a backslash before a letter stands for the letter alone.
func escapes(letter, open rune, windows bool) bool {
	switch open {
	case '\'':
		return false
	case '"':
		return letter == '"' || !windows && strings.ContainsRune("\\$`", letter)
	}
	return !windows
}
