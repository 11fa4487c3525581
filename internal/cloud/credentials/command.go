// SPDX-License-Identifier: MPL-2.0

package credentials

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os/exec"
	"strings"
	"time"
	"unicode"
)

const (
	externalTimeout = time.Minute
	// externalGrace is how long the output may stay open after the command has ended.
	externalGrace = 5 * time.Second
)

// boundedOutput keeps the output of a command up to the bound of an answer.
type boundedOutput struct {
	content  bytes.Buffer
	exceeded bool
}

var errTooMuchOutput = fmt.Errorf("its output is larger than %d kB", maxAnswer>>10)

// Write fails at the bound, which ends a command that prints without end.
func (o *boundedOutput) Write(part []byte) (int, error) {
	if o.content.Len()+len(part) > maxAnswer {
		o.exceeded = true
		return 0, errTooMuchOutput
	}
	return o.content.Write(part)
}

// runCommand runs a command with this process's environment, and ends it with the context. What it prints as an error
// is dropped, because it may hold credentials.
func runCommand(ctx context.Context, words []string, grace time.Duration) ([]byte, error) {
	ctx, cancel := context.WithTimeout(ctx, externalTimeout)
	defer cancel()
	command := exec.CommandContext(ctx, words[0], words[1:]...) //nolint:gosec // the user's own command
	command.WaitDelay = grace
	var output boundedOutput
	command.Stdout = &output
	err := command.Run()
	switch {
	case output.exceeded:
		return nil, errTooMuchOutput
	case err == nil, errors.Is(err, exec.ErrWaitDelay): // a helper that the command left behind kept the output open
		return output.content.Bytes(), nil
	}
	failure := commandFailure(ctx, err)
	var exit *exec.ExitError
	if !errors.As(err, &exit) && ctx.Err() == nil && strings.ContainsAny(words[0], "~$%") {
		failure += "; ~ and variables are not expanded, as in the CLI"
	}
	return nil, errors.New(failure)
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

// splitCommand splits a command line by the rules of the CLI, which are those of a shell without its expansions: at
// blanks outside of quotes, with a backslash as escape. On Windows, a backslash is part of a path.
func splitCommand(line string, windows bool) ([]string, error) {
	var words []string
	var word strings.Builder
	var open rune // the quote that is open
	begun := false
	letters := []rune(strings.TrimSpace(line))
	for i := 0; i < len(letters); i++ {
		letter := letters[i]
		last := i+1 == len(letters)
		switch {
		case letter == '\\' && !windows && open == 0 && last:
			return nil, errors.New("its field process_command ends in a backslash")
		case letter == '\\' && !windows && open != '\'' && !last && letters[i+1] == '\n': // the line goes on
			i++
		case letter == '\\' && !last && escapes(letters[i+1], open, windows):
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
	case len(words) == 0 || words[0] == "":
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
