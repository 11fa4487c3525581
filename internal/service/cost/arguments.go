// SPDX-License-Identifier: MPL-2.0

package cost

import (
	"fmt"
	"math/big"
	"strconv"

	"github.com/hashicorp/terraform-plugin-framework/function"

	"github.com/geobackup/terraform-provider-apsaradb/internal/service/message"
)

// Limits beyond which another unit was meant.
const (
	mostGB    = 1_000_000_000 // an exabyte, or one GB in bytes
	mostDays  = 36_500        // a century
	mostPrice = 1_000         // USD for one GB
)

// number is an argument that is a number.
type number struct {
	position int64
	name     string
	most     int64
	hint     string // which unit may have been meant, as a sentence
}

func size(position int64) number {
	return number{position, "size_gb", mostGB, "If it is in bytes, divide it by 1024 * 1024 * 1024."}
}

// read checks a number, and returns it as the decimal that was written: 0.1 is a tenth, and no binary fraction near it.
func (n number) read(value *big.Float) (*big.Rat, *function.FuncError) {
	if value.IsInf() || value.Sign() < 0 || value.Cmp(new(big.Float).SetInt64(n.most)) > 0 {
		return nil, message.NumberOutOfRange.FunctionError(n.position, fmt.Sprintf(
			"%s is %s. It takes a number from 0 to %d. %s", n.name, value.Text('g', 10), n.most, n.hint))
	}
	// A tiny number would have a text of as many digits as its exponent.
	if value.Cmp(big.NewFloat(1e-12)) < 0 {
		return new(big.Rat), nil
	}
	decimal, _ := new(big.Rat).SetString(value.Text('f', -1))
	return decimal, nil
}

// optional reads the last argument of a function: none, null, or one number.
func (n number) optional(values []*big.Float) (*big.Rat, *function.FuncError) {
	switch {
	case len(values) > 1:
		return nil, message.TooManyArguments.FunctionError(n.position+1, fmt.Sprintf(
			"%s is the last argument, and %d values stand in its place. Remove all but the first.", n.name, len(values)))
	case len(values) == 0 || values[0] == nil:
		return nil, nil //nolint:nilnil // Not given is neither a number nor an error.
	}
	return n.read(values[0])
}

// exact returns a price of a table as the decimal that stands there.
func exact(price float64) *big.Rat {
	decimal, _ := new(big.Rat).SetString(strconv.FormatFloat(price, 'f', -1, 64))
	return decimal
}

// usd rounds an amount to six decimals, as a number that equals the same decimal in a configuration.
func usd(amount *big.Rat) *big.Float {
	const precision = 512 // Terraform's
	value, _, _ := big.ParseFloat(amount.FloatString(6), 10, precision, big.ToNearestEven)
	return value
}

// product multiplies.
func product(factors ...*big.Rat) *big.Rat {
	result := big.NewRat(1, 1)
	for _, factor := range factors {
		result.Mul(result, factor)
	}
	return result
}
