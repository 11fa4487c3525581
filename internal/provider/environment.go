// SPDX-License-Identifier: MPL-2.0

package provider

import "os"

// Environment is everything that the provider reads from outside its block. Tests give an empty one, so that they neither
// read a developer's credentials nor have to run one at a time.
type Environment struct {
	// Lookup reads one environment variable; os.LookupEnv outside tests.
	Lookup func(name string) (string, bool)
	// HomeDir returns the folder that holds .aliyun/config.json; os.UserHomeDir outside tests.
	HomeDir func() (string, error)
}

// processEnvironment returns the environment of this process.
func processEnvironment() Environment {
	return Environment{Lookup: os.LookupEnv, HomeDir: os.UserHomeDir}
}

// get returns the value of one variable; an empty one counts as absent.
func (e Environment) get(name string) string {
	if e.Lookup == nil {
		return ""
	}
	value, _ := e.Lookup(name)
	return value
}

// first returns the first non-empty value of an argument's variables and the name of the variable.
func (e Environment) first(argument string) (value, name string) {
	for _, name := range environmentNames(argument) {
		if value := e.get(name); value != "" {
			return value, name
		}
	}
	return "", ""
}
